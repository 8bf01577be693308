DELETE FROM column_template WHERE division = $1 AND name = $2
