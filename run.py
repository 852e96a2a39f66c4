"""Run scenarios from a clone of the project: the same programme as `oasis-chains`."""

from cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
