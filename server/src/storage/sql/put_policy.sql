INSERT INTO policy (version, valid_from, known_from, toml, imported_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (version) DO NOTHING
