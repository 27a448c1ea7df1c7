package files

import "syscall"

// hasACL reports whether a file has an access control list (acl(5)), by which others may read
// it than its mode says.
func hasACL(path string) bool {
	n, err := syscall.Getxattr(path, "system.posix_acl_access", nil)
	return err == nil && n > 0
}
