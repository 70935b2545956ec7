#pragma once

#include <string>

namespace mcspec::tests {

/// Files of a certificate and its key in PEM, made anew, which go away with this.
class CertificateFiles {
 public:
  /// `name`: who the certificate says it is of. It signs itself.
  explicit CertificateFiles(const std::string& name);
  ~CertificateFiles();

  CertificateFiles(const CertificateFiles&) = delete;
  CertificateFiles& operator=(const CertificateFiles&) = delete;

  const std::string& certificate() const { return certificate_; }
  const std::string& key() const { return key_; }

  /// Makes another certificate in the same files.
  void renew(const std::string& name) const;

 private:
  std::string certificate_;
  std::string key_;
};

}  // namespace mcspec::tests
