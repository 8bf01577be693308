SELECT * FROM division WHERE parent = $1 ORDER BY code
