"""Made-up sessions, fakes and samples that several tests share."""
