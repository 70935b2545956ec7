#include "server/tests/certificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <unistd.h>

#include <cstdio>
#include <memory>

namespace mcspec::tests {
namespace {

constexpr long kLifetimeSeconds = 3600;

using File = std::unique_ptr<FILE, decltype(&fclose)>;

}  // namespace

CertificateFiles::CertificateFiles(const std::string& name) {
  static int count = 0;
  const std::string stem =
      "/tmp/mcspec-tls-" + std::to_string(getpid()) + "-" + std::to_string(++count);
  certificate_ = stem + ".crt";
  key_ = stem + ".key";
  renew(name);
}

CertificateFiles::~CertificateFiles() {
  unlink(certificate_.c_str());
  unlink(key_.c_str());
}

void CertificateFiles::renew(const std::string& name) const {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"),
                                                                &EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kLifetimeSeconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kLifetimeSeconds);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* const subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  const File certificate_file(fopen(certificate_.c_str(), "we"), &fclose);
  PEM_write_X509(certificate_file.get(), certificate.get());
  const File key_file(fopen(key_.c_str(), "we"), &fclose);
  PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
}

}  // namespace mcspec::tests
