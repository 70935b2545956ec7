#pragma once

// Where spaces and line feeds are, 64 octets at a time, in the instruction set that the library was
// configured for: MCSPEC_CODEC_ISA_AVX2, MCSPEC_CODEC_ISA_SSE2, or portable C++ without either.

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "codec/big_endian.h"
#include "codec/bytes.h"

#if defined(MCSPEC_CODEC_ISA_AVX2)
#include <immintrin.h>
#elif defined(MCSPEC_CODEC_ISA_SSE2)
#include <emmintrin.h>
#endif

// Sanitizers that take a wrapping number for a fault leave a function alone that is meant to wrap.
#if defined(__clang__)
#define MCSPEC_CODEC_WRAPS [[clang::no_sanitize("unsigned-integer-overflow")]]
#else
#define MCSPEC_CODEC_WRAPS
#endif

namespace mcspec::codec {

/// How many octets one set of marks tells of.
inline constexpr std::size_t kMarkedSize = 64;

/// Octets that are marked without a look at how many there are.
inline constexpr std::size_t kManyMin = 16;

/// Where spaces and line feeds are in up to 64 octets. Bit 0 tells of the first octet; bits behind
/// the octets are 0.
struct Marks {
  std::uint64_t spaces = 0;
  std::uint64_t line_feeds = 0;
};

/// The bits of the first `size` octets. Requires: size < 64.
constexpr std::uint64_t bits_below(std::size_t size) noexcept {
  return (std::uint64_t{1} << size) - 1;
}

/// The place of the lowest bit. Requires: there is one.
constexpr std::size_t lowest_bit(std::uint64_t bits) noexcept {
  return static_cast<unsigned>(std::countr_zero(bits));
}

constexpr std::uint64_t without_lowest_bit(std::uint64_t bits) noexcept {
  return bits & (bits - 1);
}

/// As many octets as `T` has, as a number whose lowest octet is the first, on any machine.
template <std::unsigned_integral T>
T load(const char* data) noexcept {
  T word;
  std::memcpy(&word, data, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = reverse_octets(word);
  return word;
}

namespace detail {

/// A bit for each octet of `word` that is `octet`; bit 0 for the lowest. The product has them in
/// its highest octet; what wraps is not wanted.
MCSPEC_CODEC_WRAPS constexpr std::uint64_t equal_octets(std::uint64_t word, char octet) noexcept {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kLow7 = 0x7f7f7f7f7f7f7f7f;
  const std::uint64_t difference = word ^ (kOnes * static_cast<unsigned char>(octet));
  const std::uint64_t zeros = ~(((difference & kLow7) + kLow7) | difference | kLow7);
  return (zeros >> 7) * 0x0102040810204080 >> 56;
}

/// Looks at the octets from `data` on, as many as the name says.
struct Find8 {
  static constexpr std::size_t kSize = 8;
  static std::uint64_t find(const char* data, char octet) noexcept {
    return equal_octets(load<std::uint64_t>(data), octet);
  }
};

struct Find16 {
  static constexpr std::size_t kSize = 16;
  static std::uint64_t find(const char* data, char octet) noexcept {
#if defined(MCSPEC_CODEC_ISA_AVX2) || defined(MCSPEC_CODEC_ISA_SSE2)
    const __m128i octets = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data));
    const __m128i equal = _mm_cmpeq_epi8(octets, _mm_set1_epi8(octet));
    return static_cast<std::uint32_t>(_mm_movemask_epi8(equal));
#else
    return Find8::find(data, octet) | Find8::find(data + 8, octet) << 8;
#endif
  }
};

struct Find32 {
  static constexpr std::size_t kSize = 32;
  static std::uint64_t find(const char* data, char octet) noexcept {
#if defined(MCSPEC_CODEC_ISA_AVX2)
    const __m256i octets = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(data));
    const __m256i equal = _mm256_cmpeq_epi8(octets, _mm256_set1_epi8(octet));
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(equal));
#else
    return Find16::find(data, octet) | Find16::find(data + 16, octet) << 16;
#endif
  }
};

/// Two looks that may overlap cover every size between one of them and its double.
template <typename Find>
[[gnu::always_inline]] inline Marks mark_twice(Bytes text) noexcept {
  const std::size_t shift = text.size() - Find::kSize;
  const char* low = text.data();
  const char* high = low + shift;
  return {Find::find(low, ' ') | Find::find(high, ' ') << shift,
          Find::find(low, '\n') | Find::find(high, '\n') << shift};
}

inline Marks mark_few(Bytes text) noexcept {
  Marks marks;
  for (std::size_t at = 0; at < text.size(); ++at) {
    marks.spaces |= std::uint64_t{text[at] == ' '} << at;
    marks.line_feeds |= std::uint64_t{text[at] == '\n'} << at;
  }
  return marks;
}

}  // namespace detail

/// Where `octet` is in the 64 octets from `data` on.
inline std::uint64_t find_in_64(const char* data, char octet) noexcept {
  return detail::Find32::find(data, octet) | detail::Find32::find(data + 32, octet) << 32;
}

/// mark() of kManyMin octets and more.
[[gnu::always_inline]] inline Marks mark_many(Bytes text) noexcept {
  if (text.size() > kMarkedSize) text = prefix(text, kMarkedSize);
  if (text.size() >= 32) return detail::mark_twice<detail::Find32>(text);
  return detail::mark_twice<detail::Find16>(text);
}

/// Looks at the first 64 octets of `text`, or at all of it, and at nothing behind.
[[gnu::always_inline]] inline Marks mark(Bytes text) noexcept {
  if (text.size() >= kManyMin) return mark_many(text);
  if (text.size() >= 8) return detail::mark_twice<detail::Find8>(text);
  return detail::mark_few(text);
}

/// Whether there is an `octet` in each whole piece of 64 octets; what is left over is not looked
/// at.
inline bool has_in_every_piece(Bytes text, char octet) noexcept {
  for (; text.size() >= kMarkedSize; text.remove_prefix(kMarkedSize)) {
    if (find_in_64(text.data(), octet) == 0) return false;
  }
  return true;
}

}  // namespace mcspec::codec

#undef MCSPEC_CODEC_WRAPS
