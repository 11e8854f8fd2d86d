"""Forms made from models: Polish input, remote relation selects, labels from the model."""
