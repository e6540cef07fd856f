"""The rules of the model: plain numbers in, plain numbers out, written once for both engines."""
