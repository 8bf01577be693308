SELECT name, heads, kept_by, kept_at FROM import_mapping WHERE division = $1 AND work = $2 ORDER BY name LIMIT $3
