SELECT number, form FROM followed WHERE space = $1
