SELECT * FROM device WHERE device = $1
