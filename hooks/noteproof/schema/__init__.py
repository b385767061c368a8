"""How the API server's decoder reads a value of a type, what it says of a wrong one, and how to write it."""
