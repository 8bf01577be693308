SELECT hint FROM hint_outcome WHERE space = $1 AND record = $2
