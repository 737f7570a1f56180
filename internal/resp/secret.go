package resp

import "log/slog"

// Secret is a password. Whatever prints it prints stars; only Reveal gives
// the text itself. It is a pointer because fmt prints unexported fields of a
// struct without asking them for a String, but follows no pointer there.
type Secret struct{ text *string }

// NewSecret wraps a password.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{&text}
}

// Reveal returns the password itself, for the wire and nothing else.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero reports whether there is no password.
func (s Secret) IsZero() bool { return s.Reveal() == "" }

// Equal reports whether two passwords are the same.
func (s Secret) Equal(other Secret) bool { return s.Reveal() == other.Reveal() }

// String hides the password from fmt.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return "***"
}

// GoString hides the password from %#v.
func (s Secret) GoString() string { return s.String() }

// LogValue hides the password from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the password from encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
