"""The machinery under the rules: compiled-code cache, keyed draws and column tables."""
