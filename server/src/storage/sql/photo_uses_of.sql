SELECT day, digest FROM photo_use WHERE space = $1 AND record = $2
