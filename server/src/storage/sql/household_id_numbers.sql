SELECT space, number, name FROM household_id_number WHERE hash = $1 ORDER BY space, number, name LIMIT 5
