"""What commands read from and write to: looks of a stream, files called `-`, a line that is drawn over itself."""
