"""The record field and what stores hold of it; knows nobody."""
