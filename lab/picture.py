def draw(case, proofs, path):
	pass
