# Which instructions the codec looks at octets with; see codec/scan.h.

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$" AND CMAKE_SIZEOF_VOID_P EQUAL 8)
  set(default_isa sse2)
  set(all_isas portable sse2 avx2)
else()
  set(default_isa portable)
  set(all_isas portable)
endif()
set(MCSPEC_CODEC_ISA ${default_isa} CACHE STRING
  "Instruction set of the codec, and of whoever includes it: ${all_isas}")
set_property(CACHE MCSPEC_CODEC_ISA PROPERTY STRINGS ${all_isas})
if(NOT MCSPEC_CODEC_ISA IN_LIST all_isas)
  message(FATAL_ERROR "MCSPEC_CODEC_ISA is '${MCSPEC_CODEC_ISA}'; here it can be: ${all_isas}")
endif()

# What a compiler is told. AVX2 comes with the bit instructions that every machine has which has it.
set(MCSPEC_CODEC_ISA_FLAGS_portable "")
set(MCSPEC_CODEC_ISA_FLAGS_sse2 -DMCSPEC_CODEC_ISA_SSE2)
set(MCSPEC_CODEC_ISA_FLAGS_avx2 -DMCSPEC_CODEC_ISA_AVX2 -mavx2 -mbmi -mbmi2 -mlzcnt)

# Headers depend on it, so that it is a part of the interface.
function(mcspec_codec_isa target isa)
  target_compile_options(${target} PUBLIC ${MCSPEC_CODEC_ISA_FLAGS_${isa}})
endfunction()

# The others that this machine can run.
set(MCSPEC_CODEC_OTHER_ISAS ${all_isas})
list(REMOVE_ITEM MCSPEC_CODEC_OTHER_ISAS ${MCSPEC_CODEC_ISA})
if(avx2 IN_LIST MCSPEC_CODEC_OTHER_ISAS AND NOT CMAKE_CROSSCOMPILING)
  include(CheckCXXSourceRuns)
  check_cxx_source_runs("int main() { return __builtin_cpu_supports(\"avx2\") ? 0 : 1; }"
    MCSPEC_HAS_AVX2)
  if(NOT MCSPEC_HAS_AVX2)
    list(REMOVE_ITEM MCSPEC_CODEC_OTHER_ISAS avx2)
  endif()
endif()
