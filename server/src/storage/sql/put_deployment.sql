INSERT INTO deployment (one, id, root_key, created_at) VALUES (1, $1, NULL, $2)
