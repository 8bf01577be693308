SELECT * FROM invitation WHERE code_hash = $1
