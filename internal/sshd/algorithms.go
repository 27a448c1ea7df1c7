package sshd

import gossh "golang.org/x/crypto/ssh"

// algorithms are what a client may choose from, the best first: a post-quantum
// key exchange, authenticated ciphers, nothing with SHA-1, no finite-field
// Diffie-Hellman and no NIST curve. The last two MACs are for libssh2 before 1.11,
// which has no better.
var algorithms = gossh.Config{
	KeyExchanges: []string{
		gossh.KeyExchangeMLKEM768X25519,
		gossh.KeyExchangeCurve25519, // and its older name, curve25519-sha256@libssh.org
	},
	Ciphers: []string{
		gossh.CipherChaCha20Poly1305,
		gossh.CipherAES256GCM,
		gossh.CipherAES128GCM,
		gossh.CipherAES256CTR,
		gossh.CipherAES192CTR,
		gossh.CipherAES128CTR,
	},
	MACs: []string{
		gossh.HMACSHA512ETM,
		gossh.HMACSHA256ETM,
		gossh.HMACSHA256,
		gossh.HMACSHA512,
	},
}
