DELETE FROM import_mapping WHERE division = $1 AND work = $2 AND name = $3
