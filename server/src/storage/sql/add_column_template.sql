INSERT INTO column_template (division, name, form, bytes, kept_by, kept_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (division, name) DO NOTHING
