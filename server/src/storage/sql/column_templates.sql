SELECT name, form, kept_by, kept_at FROM column_template WHERE division = $1 ORDER BY name LIMIT $2
