SELECT * FROM device WHERE person = $1 ORDER BY device
