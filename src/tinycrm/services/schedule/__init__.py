"""What cron and systemd start: jobs, their lines, and how they ended."""
