"""Strings to strings and numbers, pure; imports nothing of the project above itself."""
