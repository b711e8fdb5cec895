"""Pictures of Stripe's state: plain data in, accessible HTML out."""
