SELECT * FROM second_wanted WHERE id = $1
