"""The person as a vendor: somebody does it by hand and pastes its link."""
