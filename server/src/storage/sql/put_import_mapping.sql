INSERT INTO import_mapping (division, work, name, heads, kept_by, kept_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (division, work, name) DO UPDATE SET heads = excluded.heads, kept_by = excluded.kept_by, kept_at = excluded.kept_at
