UPDATE column_template SET form = $3, bytes = $4, kept_by = $5, kept_at = $6
WHERE division = $1 AND name = $2 AND kept_at = $7
