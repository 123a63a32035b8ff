"""What a law can order, one file a provision."""
