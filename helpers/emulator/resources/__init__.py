"""One module per resource: what its operations accept and what they do."""
