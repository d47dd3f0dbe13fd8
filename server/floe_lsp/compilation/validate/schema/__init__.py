"""What is wrong by the schema: Pydantic's errors at their places, in words and with fixes."""
