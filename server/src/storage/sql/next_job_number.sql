INSERT INTO job_end (one, last_number) VALUES (1, 1)
ON CONFLICT (one) DO UPDATE SET last_number = job_end.last_number + 1
RETURNING last_number
