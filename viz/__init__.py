"""What is shown of a result: the report now; which rows of an answer a page tells."""
