DELETE FROM photo_use WHERE space = $1
