DELETE FROM column_template WHERE division = $1 AND name = $2 AND kept_at = $3
