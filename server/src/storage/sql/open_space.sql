INSERT INTO space (space, last_number) VALUES ($1, 0) ON CONFLICT (space) DO NOTHING
