INSERT INTO policy (version, valid_from, known_from, toml, imported_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (version) DO UPDATE SET
    valid_from = excluded.valid_from, known_from = excluded.known_from, toml = excluded.toml, imported_at = excluded.imported_at
WHERE policy.toml <> excluded.toml
