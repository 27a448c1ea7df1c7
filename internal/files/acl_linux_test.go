package files

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestAListMayLetAnotherUserIn(t *testing.T) {
	rootOnly(t)
	const us = 65534
	folder := t.TempDir()
	path := filepath.Join(folder, "page")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	give(t, us, 0o700, folder)
	u, _ := StateOwner(folder)
	if got := u.Barrier(path); got != path {
		t.Fatalf("without a list the barrier is %q", got)
	}
	list := []byte{2, 0, 0, 0} // its version, and tag, permissions and id of each entry (linux/posix_acl_xattr.h)
	for _, e := range []struct {
		tag, mode uint16
		id        uint32
	}{{0x01, 6, ^uint32(0)}, {0x02, 4, us}, {0x04, 0, ^uint32(0)}, {0x10, 4, ^uint32(0)}, {0x20, 0, ^uint32(0)}} {
		list = binary.LittleEndian.AppendUint16(list, e.tag)
		list = binary.LittleEndian.AppendUint16(list, e.mode)
		list = binary.LittleEndian.AppendUint32(list, e.id)
	}
	if err := syscall.Setxattr(path, "system.posix_acl_access", list, 0); errors.Is(err, syscall.ENOTSUP) {
		t.Skip("the file system has no access control lists")
	} else if err != nil {
		t.Fatal(err)
	}
	if got := u.Barrier(path); got != "" {
		t.Errorf("with a list the barrier is %q", got)
	}
}
