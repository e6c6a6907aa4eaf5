"""What a lab leaves: the processes of its group and its folders, ended and removed, also after a `kill -9`."""
