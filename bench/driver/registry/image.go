package registry

import (
	"fmt"
	"strings"

	"portcullis/bench/payload"
)

// Manifest is an image manifest over a config and layers; note makes it unique.
func Manifest(config payload.Blob, layers []payload.Blob, note string) payload.Blob {
	var b strings.Builder
	fmt.Fprintf(&b, `{"schemaVersion":2,"mediaType":%q,"config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":%q,"size":%d},"layers":[`,
		ManifestType, config.Digest, config.Size)
	for i, l := range layers {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":%q,"size":%d}`, l.Digest, l.Size)
	}
	fmt.Fprintf(&b, `],"annotations":{"org.example.note":%q}}`, note)
	return payload.Of([]byte(b.String()))
}

// Config is a small image configuration; note makes it unique.
func Config(note string) payload.Blob {
	return payload.Of([]byte(fmt.Sprintf(
		`{"architecture":"amd64","os":"linux","created":"2026-01-01T00:00:00Z","config":{"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],"Labels":{"note":%q}},"rootfs":{"type":"layers","diff_ids":[]},"history":[]}`, note)))
}
