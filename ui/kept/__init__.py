"""What is kept of a person's asking and searching, in the forms that every door speaks."""
