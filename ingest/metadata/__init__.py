"""What is known about a work besides its text: from its pages, from files beside it, from exports."""
