import type { GgufScalarType } from "./gguf-value.ts";

interface ScalarFormat {
  readonly bytes: number;
  readonly decode: (bytes: Buffer, offset: number) => number | bigint | boolean;
}

/** Size and decoding of each fixed-size metadata type, little-endian. */
export const SCALAR_FORMATS: Readonly<Record<GgufScalarType, ScalarFormat>> = {
  uint8: { bytes: 1, decode: (bytes, offset) => bytes.readUInt8(offset) },
  int8: { bytes: 1, decode: (bytes, offset) => bytes.readInt8(offset) },
  uint16: { bytes: 2, decode: (bytes, offset) => bytes.readUInt16LE(offset) },
  int16: { bytes: 2, decode: (bytes, offset) => bytes.readInt16LE(offset) },
  uint32: { bytes: 4, decode: (bytes, offset) => bytes.readUInt32LE(offset) },
  int32: { bytes: 4, decode: (bytes, offset) => bytes.readInt32LE(offset) },
  float32: { bytes: 4, decode: (bytes, offset) => bytes.readFloatLE(offset) },
  bool: { bytes: 1, decode: (bytes, offset) => bytes.readUInt8(offset) !== 0 },
  uint64: { bytes: 8, decode: (bytes, offset) => bytes.readBigUInt64LE(offset) },
  int64: { bytes: 8, decode: (bytes, offset) => bytes.readBigInt64LE(offset) },
  float64: { bytes: 8, decode: (bytes, offset) => bytes.readDoubleLE(offset) },
};
