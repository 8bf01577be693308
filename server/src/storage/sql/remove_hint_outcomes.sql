DELETE FROM hint_outcome WHERE space = $1
