"""Help in the page («?»), and the guide in which all of it stands together and is printed."""
